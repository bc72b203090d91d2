/**
 * Other processes started by this one: the demo's sync, which is killed on purpose, and the bench's, whose time and memory are measured.
 *
 * <p>Owns the process, its log and its figures; must not know what it does.
 */
package io.vitesslake.child;
