package io.vitesslake.commit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.jdbc.UncheckedSQLException;

/** A real JDBC catalog whose next commits and reads fail as planned under the catalog's name. */
public final class FaultyCatalog extends JdbcCatalog {

    private static final Map<String, Plan> PLANS = new ConcurrentHashMap<>();

    /** What happens to one commit. */
    public enum Fault {
        NONE,
        /** Refused as a conflict, nothing sent. */
        CONFLICT,
        /** Happens, but is reported as a conflict, as when an HTTP client sends a request twice. */
        CONFLICT_WITH_ITSELF,
        /** The request is lost. */
        CONNECTION_LOST_BEFORE,
        /** The answer is lost. */
        CONNECTION_LOST_AFTER,
        UNKNOWN_BEFORE,
        UNKNOWN_AFTER,
        /** The request arrives only when the next commit is sent. */
        ARRIVES_LATE
    }

    /** Faults of the catalogs of one name. */
    public static final class Plan {
        private final Deque<Fault> commits = new ArrayDeque<>();
        private int failingReads;
        private Runnable beforeTheAnswer = () -> {};
        private Runnable beforeNextCommit = () -> {};
        private Runnable late = () -> {};
        private BiConsumer<TableMetadata, TableMetadata> watcher = (base, sent) -> {};

        public Plan commits(Fault... faults) {
            commits.addAll(List.of(faults));
            return this;
        }

        /** Is told the base and the metadata of each commit but the first one of a table; what it throws, the commit throws. */
        public Plan watch(BiConsumer<TableMetadata, TableMetadata> newWatcher) {
            watcher = newWatcher;
            return this;
        }

        public Plan failReadsAfterCommit(int count) {
            failingReads = count;
            return this;
        }

        /** What others do between a commit and the answer that it was a conflict with itself. */
        public Plan beforeTheAnswer(Runnable action) {
            beforeTheAnswer = action;
            return this;
        }

        public Plan beforeNextCommit(Runnable action) {
            beforeNextCommit = action;
            return this;
        }
    }

    public static Plan plan(String catalog) {
        return PLANS.computeIfAbsent(catalog, name -> new Plan());
    }

    @Override
    protected TableOperations newTableOps(TableIdentifier identifier) {
        return new FaultyOperations(super.newTableOps(identifier), plan(name()));
    }

    private static final class FaultyOperations implements TableOperations {

        private final TableOperations real;
        private final Plan plan;
        private boolean failing;

        FaultyOperations(TableOperations real, Plan plan) {
            this.real = real;
            this.plan = plan;
        }

        @Override
        public void commit(TableMetadata base, TableMetadata metadata) {
            Runnable before = plan.beforeNextCommit;
            plan.beforeNextCommit = () -> {};
            before.run();
            Runnable late = plan.late;
            plan.late = () -> {};
            late.run();
            if (base != null) {
                plan.watcher.accept(base, metadata);
            }
            Fault fault = plan.commits.isEmpty() ? Fault.NONE : plan.commits.poll();
            failing = fault != Fault.NONE;
            switch (fault) {
                case NONE -> real.commit(base, metadata);
                case CONFLICT -> throw new CommitFailedException("planned conflict");
                case CONFLICT_WITH_ITSELF -> {
                    real.commit(base, metadata);
                    Runnable meanwhile = plan.beforeTheAnswer;
                    plan.beforeTheAnswer = () -> {};
                    meanwhile.run();
                    throw new CommitFailedException("planned conflict with itself");
                }
                case CONNECTION_LOST_BEFORE -> throw lost();
                case CONNECTION_LOST_AFTER -> {
                    real.commit(base, metadata);
                    throw lost();
                }
                case UNKNOWN_BEFORE -> throw new CommitStateUnknownException(lost());
                case UNKNOWN_AFTER -> {
                    real.commit(base, metadata);
                    throw new CommitStateUnknownException(lost());
                }
                case ARRIVES_LATE -> {
                    plan.late = () -> real.commit(base, metadata);
                    throw new CommitStateUnknownException(lost());
                }
            }
        }

        private static UncheckedSQLException lost() {
            return new UncheckedSQLException("planned loss of the connection");
        }

        @Override
        public TableMetadata refresh() {
            if (failing && plan.failingReads > 0) {
                plan.failingReads--;
                throw new UncheckedIOException("planned failure to read", new IOException());
            }
            return real.refresh();
        }

        @Override
        public TableMetadata current() {
            return real.current();
        }

        @Override
        public FileIO io() {
            return real.io();
        }

        @Override
        public EncryptionManager encryption() {
            return real.encryption();
        }

        @Override
        public String metadataFileLocation(String fileName) {
            return real.metadataFileLocation(fileName);
        }

        @Override
        public LocationProvider locationProvider() {
            return real.locationProvider();
        }

        @Override
        public TableOperations temp(TableMetadata uncommitted) {
            return real.temp(uncommitted);
        }
    }
}
