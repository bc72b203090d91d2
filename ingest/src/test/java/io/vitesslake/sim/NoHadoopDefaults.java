package io.vitesslake.sim;

import java.net.URL;

/**
 * Hides Hadoop's defaults: for every Parquet file that is not on a Hadoop file system, Iceberg has it parse them again,
 * which took three fifths of the simulation.
 */
final class NoHadoopDefaults extends ClassLoader {

    private NoHadoopDefaults(ClassLoader parent) {
        super(parent);
    }

    /** Runs the task so that what it loads by its thread is loaded without them. */
    static void run(Runnable task) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(new NoHadoopDefaults(before));
        try {
            task.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public URL getResource(String name) {
        return name.endsWith("-default.xml") ? null : super.getResource(name);
    }
}
