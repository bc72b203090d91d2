package io.vitesslake.source;

/** Kind of tablet to stream from (topodata.TabletType). */
public enum TabletType {
    PRIMARY,
    REPLICA,
    RDONLY
}
