/**
 * Whether the lake is equal to its source, while both move.
 *
 * <p>Owns the comparison: which values are the same ({@code SourceText} and {@code LakeValue}), which keys are suspects
 * ({@code Buckets}), and what proves a difference ({@code TableComparison}). It is a witness that shares nothing with the path
 * that wrote the lake: it reads the source by SQL and the lake by Iceberg's generic reader, and must not know {@code decode}, not
 * even through others.
 */
package io.vitesslake.verify;
