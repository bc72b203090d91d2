package io.vitesslake.sim;

/** What a simulation is about. */
enum SimKind {
    /** Rows, while streams break and the writer dies. */
    ROWS("SimulationTest", "sim-"),
    /** Tables that change too. */
    SCHEMAS("SchemaSimulationTest", "sim-schemas-"),
    /** Calls of the catalog, the store and the source that fail in all ways, and writers that overlap. */
    FAULTS("FaultSimulationTest", "sim-faults-");

    private final String test;
    private final String tracePrefix;

    SimKind(String test, String tracePrefix) {
        this.test = test;
        this.tracePrefix = tracePrefix;
    }

    /** Name of the test that runs it. */
    String test() {
        return test;
    }

    /** Begin of the name of files that tell what happened. */
    String tracePrefix() {
        return tracePrefix;
    }
}
