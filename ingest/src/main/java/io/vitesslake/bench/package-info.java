/**
 * How fast is it? Loops recorded streams to millions of changes, serves them from this process, and compares a real sync with a client
 * that only receives.
 *
 * <p>Owns the looped streams and the figures; must not know how a sync works: it is handed in as a command.
 */
package io.vitesslake.bench;
