/**
 * The configuration file as records, parsed and checked once.
 *
 * <p>Owns the names, defaults and bounds of every option and the messages about them. Knows the {@code …Options} records that
 * live beside their consumers, and nothing of what the consumers do with them. Used by {@code cli} alone.
 */
package io.vitesslake.config;
