package io.vitesslake.status;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** The newest errors, each once however often it came. Thread-safe: the loop adds, any thread reads. */
final class ErrorLog {

    static final int MOST = 50;

    private final Deque<Entry> newestFirst = new ArrayDeque<>();

    /**
     * @param code short and stable
     * @param subject what it concerns: tables
     * @param message what could not be done, the values, and the way out
     * @param count how often it came
     */
    record Entry(String code, String subject, String message, Instant first, Instant last, int count) {

        private boolean isLike(Entry other) {
            return code.equals(other.code) && subject.equals(other.subject) && message.equals(other.message);
        }
    }

    synchronized void add(String code, String subject, String message, Instant now) {
        Entry entry = new Entry(code, subject, message, now, now, 1);
        for (Iterator<Entry> known = newestFirst.iterator(); known.hasNext(); ) {
            Entry before = known.next();
            if (before.isLike(entry)) {
                known.remove();
                entry = new Entry(code, subject, message, before.first(), now, before.count() + 1);
                break;
            }
        }
        newestFirst.addFirst(entry);
        if (newestFirst.size() > MOST) {
            newestFirst.removeLast();
        }
    }

    synchronized List<Entry> newestFirst() {
        return List.copyOf(newestFirst);
    }
}
