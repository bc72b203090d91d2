/**
 * What a DDL statement does to one table, read from its text by a generated parser of MySQL's grammar. Knows no table's
 * columns, no position and no lake: whoever asks has those. The only package that knows ANTLR.
 */
package io.vitesslake.ddl;
