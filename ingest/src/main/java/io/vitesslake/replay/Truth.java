package io.vitesslake.replay;

/**
 * What MySQL itself said of one table after its last recorded change.
 *
 * @param table bare name
 * @param rows number of rows
 * @param checksum sum over all rows of the CRC-32 of the row's text: its values in column order as MySQL prints them, NULL as
 *     {@code NULL}, joined by {@code #}, in UTF-8
 */
public record Truth(String table, long rows, long checksum) {}
