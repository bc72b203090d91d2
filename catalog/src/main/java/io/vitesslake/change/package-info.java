/**
 * The words both sides share: table shape, row block, table batch, error codes.
 *
 * <p>Owns vocabulary only and needs only the JDK. Knows neither Vitess nor Iceberg.
 */
package io.vitesslake.change;
