/** The {@code otlp} receiver: OTLP over gRPC and HTTP, in protobuf and JSON. */
@NullMarked
package dev.sluice.receiver.otlp;

import org.jspecify.annotations.NullMarked;
