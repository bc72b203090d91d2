/**
 * Lake tables: open a catalog, create a table, judge whether a table can hold a wanted shape.
 *
 * <p>Owns the mapping between {@link io.vitesslake.change.TableShape} and Iceberg schemas, partition specs and table defaults.
 * Every kind of catalog is chosen by Iceberg's own properties; there is no class per kind. Never commits to an existing table
 * and knows neither data files nor checkpoints.
 */
package io.vitesslake.tables;
