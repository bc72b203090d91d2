/**
 * The gRPC adapter: VStream and Execute of one VTGate.
 *
 * <p>Owns the channel, flow control, request flags, the classing of gRPC failures and the stored form of positions. The
 * only package that may use {@code io.grpc}. Must not know tables in the lake, buffering or the loop.
 */
package io.vitesslake.source.vstream;
