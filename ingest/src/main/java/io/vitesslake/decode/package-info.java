/**
 * Wire bytes to typed words: events of a VStream response, MySQL text to column values.
 *
 * <p>Knows the layout of Vitess' protobuf messages (vtgate.proto, binlogdata.proto, query.proto) and MySQL's text
 * forms. Must not know how bytes arrive (gRPC), what becomes of the rows, or anything of the lake.
 */
package io.vitesslake.decode;
