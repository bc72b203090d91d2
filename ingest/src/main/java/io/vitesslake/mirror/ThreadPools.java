package io.vitesslake.mirror;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Makes the pools of threads that do what may be done side by side. */
public interface ThreadPools {

    /** A pool that its user shuts down. */
    ExecutorService open(int threads, String name);

    /** Threads of the machine, which do not keep the process alive. */
    static ThreadPools daemons() {
        return (threads, name) -> Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }
}
