package io.vitesslake.mirror;

import io.vitesslake.change.CodedException;
import io.vitesslake.source.ChangeSource;
import io.vitesslake.source.Inbox;
import io.vitesslake.source.Shard;
import io.vitesslake.source.Signal;
import io.vitesslake.source.SourceStream;
import io.vitesslake.source.StreamRequest;
import io.vitesslake.source.TableRule;
import io.vitesslake.source.TabletType;
import io.vitesslake.source.Vgtid;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Asks VTGate for one shard alone that stands still. A shard that handed over waits in its stream for all that did so with it
 * (vstream_manager.go, getJournalEvent), and for ever if one of them is read from behind that place; alone it is refused at once.
 * Belongs to the loop's thread.
 */
final class HandOverProbe implements AutoCloseable {

    private static final String REPLACED = "shards-replaced";

    private final ChangeSource source;
    private final Inbox inbox;
    private final TabletType tabletType;
    private final Supplier<List<StreamSync>> streams;
    private final Map<SourceStream, Question> open = new HashMap<>();

    private record Question(StreamSync stream, Vgtid at) {}

    /**
     * A stream of which a shard waits in vain.
     *
     * @param error what VTGate says of the shard alone
     */
    record Answer(StreamSync stream, CodedException error) {}

    /**
     * @param inbox where answers come, to be given to {@link #take}
     * @param streams all that there are
     */
    HandOverProbe(ChangeSource source, Inbox inbox, TabletType tabletType, Supplier<List<StreamSync>> streams) {
        this.source = source;
        this.inbox = inbox;
        this.tabletType = tabletType;
        this.streams = streams;
    }

    void ask(StreamSync stream, Shard shard) {
        Vgtid at = stream.position().only(Set.of(shard));
        List<TableRule> rules = stream.tables().stream()
                .map(table -> TableRule.everything(table.table()))
                .toList();
        open.put(source.open(new StreamRequest(at, rules, tabletType), inbox), new Question(stream, at));
    }

    /** Judges what came of a stream that none of the loop's is; whatever it is, the question is settled by it. */
    Optional<Answer> take(Signal signal) {
        Question question = open.remove(signal.stream());
        if (question == null) {
            return Optional.empty();
        }
        signal.stream().close();
        boolean waits = signal instanceof Signal.Failed failed
                && failed.error().reason().equals(REPLACED)
                && stands(question);
        return waits ? Optional.of(new Answer(question.stream(), ((Signal.Failed) signal).error())) : Optional.empty();
    }

    private boolean stands(Question question) {
        Vgtid now = question.stream().position();
        return streams.get().contains(question.stream())
                && now.shards().containsAll(question.at().shards())
                && now.only(question.at().shards()).equals(question.at());
    }

    @Override
    public void close() {
        open.keySet().forEach(SourceStream::close);
        open.clear();
    }
}
