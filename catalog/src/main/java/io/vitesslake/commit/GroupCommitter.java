package io.vitesslake.commit;

import io.vitesslake.change.CodedException;
import io.vitesslake.checkpoint.CheckpointNames;
import io.vitesslake.tables.LakeTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits checkpoints of several tables so that readers see all of them or none, each judged by the fence as if it were alone.
 * Tables that stay in each other's way are committed one by one in the end. Made by {@link TableCommitter#together}. One group
 * at a time.
 */
public final class GroupCommitter {

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommitter.class);

    private static final int ROUNDS = 3;
    /** So many groups one after the other that the catalog does not take, and no more are made. */
    private static final int MOST_REFUSALS = 3;

    private final CheckpointNames names;
    private final TableCommitter singly;
    private final Drafts drafts;
    private final TableLoader loader;
    private final Backoff backoff;
    private final TableTransactions transactions;

    private int refusals;

    GroupCommitter(
            CheckpointNames names,
            TableCommitter singly,
            Drafts drafts,
            TableLoader loader,
            Backoff backoff,
            TableTransactions transactions) {
        this.names = names;
        this.singly = singly;
        this.drafts = drafts;
        this.loader = loader;
        this.backoff = backoff;
        this.transactions = transactions;
    }

    /** One table's part. */
    public record Part(LakeTable table, CheckpointCommit commit) {}

    /** A part until its outcome is known. */
    private static final class Member {

        final PendingCommit pending;
        Optional<CommitOutcome> outcome = Optional.empty();

        Member(PendingCommit pending) {
            this.pending = pending;
        }
    }

    private record Held(Member member, Draft draft, HeldCommit commit) {}

    /**
     * As {@link TableCommitter#commit(LakeTable, CheckpointCommit)} for each part. If one is fenced, so is every other that was
     * not committed before.
     *
     * @param parts of different tables
     * @return the outcomes, in the same order
     * @throws CodedException as there; each part may be in its table or still get there
     */
    public List<CommitOutcome> commit(List<Part> parts) {
        List<Member> members = parts.stream()
                .map(part -> new Member(PendingCommit.of(names, part.table(), part.commit())))
                .toList();
        boolean together = refusals < MOST_REFUSALS;
        for (int round = 1; together && round <= ROUNDS && isOpen(members); round++) {
            if (round > 1) {
                backoff.pause(round - 1);
            }
            together = attempt(members);
        }
        commitTheRest(members);
        members.forEach(member -> member.pending.tidyAfter(member.outcome.orElseThrow()));
        return members.stream().map(member -> member.outcome.orElseThrow()).toList();
    }

    private static boolean isOpen(List<Member> members) {
        return members.stream().anyMatch(member -> member.outcome.isEmpty());
    }

    /** False when the catalog knows no groups. */
    private boolean attempt(List<Member> members) {
        List<Held> held = new ArrayList<>();
        try {
            for (Member member : members) {
                if (member.outcome.isEmpty()) {
                    hold(member).ifPresent(held::add);
                }
            }
        } catch (CodedException e) {
            discard(held);
            throw e;
        } catch (RuntimeException e) {
            discard(held);
            LOG.debug("One of {} commits could not be prepared: {}", members.size(), e.toString());
            return true;
        }
        if (fenceTheRest(members)) {
            discard(held);
            return true;
        }
        return held.isEmpty() || sent(held);
    }

    private boolean sent(List<Held> held) {
        try {
            transactions.commit(held.stream()
                    .map(one -> new TableTransactions.Update(
                            one.member().pending.table().name(),
                            one.commit().judged(),
                            one.commit().current()))
                    .toList());
            refusals = 0;
            for (Held one : held) {
                // The next batch is planned for what the table is now.
                one.member().pending.table().refresh();
                one.member().outcome = Optional.of(one.draft().confirm());
            }
        } catch (UnsupportedOperationException e) {
            LOG.info("The catalog does not commit several tables together: {}", e.getMessage());
            refusals = MOST_REFUSALS;
            discard(held);
            return false;
        } catch (CommitFailedException e) {
            LOG.debug("{} tables were not committed together: {}", held.size(), e.toString());
            refused(held);
        } catch (RuntimeException e) {
            doubt(held);
            // Who was committed nevertheless is found by its id.
            LOG.debug("It is unknown whether {} tables were committed together: {}", held.size(), e.toString());
        }
        return true;
    }

    // A client that sends a request twice hears of a conflict with itself.
    private static void refused(List<Held> held) {
        List<Held> inDoubt = new ArrayList<>(held);
        try {
            for (Held one : held) {
                if (one.commit().neverLanded()) {
                    one.commit().discard();
                    inDoubt.remove(one);
                }
            }
        } finally {
            doubt(inDoubt);
        }
    }

    private static void doubt(List<Held> held) {
        held.forEach(one -> one.member().pending.commit().files().doubt());
    }

    private static void discard(List<Held> held) {
        held.forEach(one -> one.commit().discard());
    }

    /** Empty when the member's outcome is known now. */
    private Optional<Held> hold(Member member) {
        PendingCommit pending = member.pending;
        Drafts.Judged judged = drafts.judge(pending);
        if (judged.verdict() instanceof Fence.Settled settled) {
            member.outcome = Optional.of(settled.outcome());
            return Optional.empty();
        }
        TableOperations operations = pending.operations();
        HeldCommit held = new HeldCommit(operations, judged.metadata(), () -> loader.load(pending.name(), operations));
        Optional<Draft> draft = drafts.draft(pending, (Fence.Open) judged.verdict(), held);
        if (draft.isEmpty()) {
            member.outcome = Optional.of(new CommitOutcome.SchemaMoved());
            return Optional.empty();
        }
        draft.get().transaction().commitTransaction();
        return Optional.of(new Held(member, draft.get(), held));
    }

    /** Whether one is fenced; then so is every other that is not committed. */
    private static boolean fenceTheRest(List<Member> members) {
        Optional<CommitOutcome> fenced = members.stream()
                .flatMap(member -> member.outcome.stream())
                .filter(outcome -> outcome.kind() == CommitOutcome.Kind.FENCED)
                .findFirst();
        if (fenced.isPresent()) {
            members.stream().filter(member -> member.outcome.isEmpty()).forEach(member -> member.outcome = fenced);
        }
        return fenced.isPresent();
    }

    private void commitTheRest(List<Member> members) {
        List<Member> rest =
                members.stream().filter(member -> member.outcome.isEmpty()).toList();
        for (Member member : rest) {
            if (member.outcome.isEmpty()) {
                member.outcome = Optional.of(singly.commit(member.pending.table(), member.pending.commit()));
                fenceTheRest(members);
            }
        }
        if (!rest.isEmpty() && refusals < MOST_REFUSALS) {
            refusals++;
            LOG.warn(
                    "{} of {} tables of checkpoint {} were committed one by one, since the catalog did not take them together{}",
                    rest.size(),
                    members.size(),
                    members.get(0).pending.commit().checkpoint().id(),
                    refusals == MOST_REFUSALS ? "; it is not asked to any more until the next start" : "");
        }
    }
}
