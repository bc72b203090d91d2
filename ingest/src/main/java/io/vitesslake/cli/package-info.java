/**
 * The command line: wiring, what a person sees, exit codes.
 *
 * <p>May use everything and is used by nothing. The only place that takes the clock, random ids and waits from the JDK.
 */
package io.vitesslake.cli;
