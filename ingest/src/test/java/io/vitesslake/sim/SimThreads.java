package io.vitesslake.sim;

import io.vitesslake.mirror.ThreadPools;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Pools without threads: what encoders are to do is done when the loop looks for results, one task at a time, some time. */
final class SimThreads implements ThreadPools {

    private final Random random;

    SimThreads(Random random) {
        this.random = random;
    }

    @Override
    public ExecutorService open(int threads, String name) {
        return new Pool(!name.equals("encoder"));
    }

    private final class Pool extends AbstractExecutorService {

        private final boolean atOnce;
        private final Deque<Runnable> tasks = new ArrayDeque<>();
        private boolean shutDown;

        Pool(boolean atOnce) {
            this.atOnce = atOnce;
        }

        @Override
        public void execute(Runnable task) {
            if (atOnce) {
                task.run();
            } else {
                tasks.add(task);
            }
        }

        @Override
        protected <T> RunnableFuture<T> newTaskFor(Callable<T> callable) {
            return new LookedFor<>(callable);
        }

        private void work() {
            Runnable task = tasks.poll();
            if (task != null) {
                task.run();
            }
        }

        @Override
        public void shutdown() {
            shutDown = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            shutDown = true;
            List<Runnable> left = new ArrayList<>(tasks);
            tasks.clear();
            return left;
        }

        @Override
        public boolean isShutdown() {
            return shutDown;
        }

        @Override
        public boolean isTerminated() {
            return shutDown && tasks.isEmpty();
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            while (!tasks.isEmpty()) {
                work();
            }
            return true;
        }

        /** A result that comes nearer with each look. */
        private final class LookedFor<T> extends FutureTask<T> {

            LookedFor(Callable<T> callable) {
                super(callable);
            }

            @Override
            public T get(long timeout, TimeUnit unit)
                    throws InterruptedException, ExecutionException, TimeoutException {
                if (timeout > 0 || random.nextInt(3) == 0) {
                    work();
                }
                return super.get(0, unit);
            }
        }
    }
}
