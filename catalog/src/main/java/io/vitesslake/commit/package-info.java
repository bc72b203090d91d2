/**
 * The one door to visibility: nothing else in this project commits to an existing table.
 *
 * <p>Owns the fence against other writers, the one Iceberg transaction that carries files, schema, checkpoint, tag and
 * property, and the answer to what became of a commit. Takes files as they were written and never writes rows; must not know
 * what a cursor means or where rows come from.
 */
package io.vitesslake.commit;
