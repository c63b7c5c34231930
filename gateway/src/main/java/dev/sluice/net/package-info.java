/**
 * The sockets. Servers for HTTP/1.1 and gRPC, clients for both, TLS and bounded compression. What
 * comes in leaves this room as one exact heap array; no buffer of Netty's or grpc's ever does.
 * Nothing here knows what the bytes mean.
 */
@NullMarked
package dev.sluice.net;

import org.jspecify.annotations.NullMarked;
