/**
 * The loop: resume, read, buffer, write, commit, repeat; and the stop rule of {@code --once}.
 *
 * <p>Owns where every table stands. Knows the source only through {@code source} and the lake only through {@code tables},
 * {@code write}, {@code checkpoint} and {@code commit}; must not know gRPC, protobuf or Iceberg.
 */
package io.vitesslake.mirror;
