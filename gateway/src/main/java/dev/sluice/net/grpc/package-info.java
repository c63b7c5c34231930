/**
 * gRPC without generated classes: unary methods whose messages are bytes, as a server that admits a
 * call before it reads the message, and as a client.
 */
@NullMarked
package dev.sluice.net.grpc;

import org.jspecify.annotations.NullMarked;
