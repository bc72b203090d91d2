/**
 * The product shown on recorded streams: a sync that is killed in the middle and resumed, and the proof that nothing was lost.
 *
 * <p>Owns the story and its report. Must not know how a sync works, nor how the lake is read: both are handed in.
 */
package io.vitesslake.demo;
