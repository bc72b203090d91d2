package io.vitesslake.source;

import java.util.Arrays;

/**
 * Algebra of sorted, disjoint, non-adjacent intervals of positive numbers in one array: start, end, start, end … (ends
 * included). Every method but {@link #normalise} expects and returns that form and changes no argument.
 */
final class IntervalList {

    private IntervalList() {}

    /** Sorts and merges intervals in any order; start ≤ end is given. */
    static long[] normalise(long[] list) {
        if (isNormal(list)) {
            return list;
        }
        Integer[] order = new Integer[list.length / 2];
        Arrays.setAll(order, i -> 2 * i);
        Arrays.sort(order, (a, b) -> Long.compare(list[a], list[b]));
        long[] result = new long[list.length];
        int used = 0;
        for (int at : order) {
            used = append(result, used, list[at], list[at + 1]);
        }
        return Arrays.copyOf(result, used);
    }

    static boolean contains(long[] list, long start, long end) {
        int low = 0;
        int high = list.length / 2 - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (list[2 * middle + 1] < start) {
                low = middle + 1;
            } else if (list[2 * middle] > start) {
                high = middle - 1;
            } else {
                return end <= list[2 * middle + 1];
            }
        }
        return false;
    }

    static boolean containsAll(long[] list, long[] others) {
        for (int i = 0; i < others.length; i += 2) {
            if (!contains(list, others[i], others[i + 1])) {
                return false;
            }
        }
        return true;
    }

    static long[] union(long[] a, long[] b) {
        long[] result = new long[a.length + b.length];
        int used = 0;
        int i = 0;
        int j = 0;
        while (i < a.length || j < b.length) {
            if (j == b.length || (i < a.length && a[i] <= b[j])) {
                used = append(result, used, a[i], a[i + 1]);
                i += 2;
            } else {
                used = append(result, used, b[j], b[j + 1]);
                j += 2;
            }
        }
        return Arrays.copyOf(result, used);
    }

    static long[] intersect(long[] a, long[] b) {
        long[] result = new long[a.length + b.length];
        int used = 0;
        int i = 0;
        int j = 0;
        while (i < a.length && j < b.length) {
            long start = Math.max(a[i], b[j]);
            long end = Math.min(a[i + 1], b[j + 1]);
            if (start <= end) {
                used = append(result, used, start, end);
            }
            if (a[i + 1] < b[j + 1]) {
                i += 2;
            } else {
                j += 2;
            }
        }
        return Arrays.copyOf(result, used);
    }

    static long[] minus(long[] a, long[] b) {
        long[] result = new long[a.length + b.length];
        int used = 0;
        int j = 0;
        for (int i = 0; i < a.length; i += 2) {
            long start = a[i];
            long end = a[i + 1];
            while (j < b.length && b[j + 1] < start) {
                j += 2;
            }
            int k = j;
            while (k < b.length && b[k] <= end && start <= end) {
                if (b[k] > start) {
                    used = append(result, used, start, b[k] - 1);
                }
                // Past the largest number there is nothing left; the sum would wrap around.
                start = b[k + 1] == Long.MAX_VALUE ? Long.MAX_VALUE : b[k + 1] + 1;
                end = b[k + 1] == Long.MAX_VALUE ? 0 : end;
                k += 2;
            }
            if (start <= end) {
                used = append(result, used, start, end);
            }
        }
        return Arrays.copyOf(result, used);
    }

    static long size(long[] list) {
        long size = 0;
        for (int i = 0; i < list.length; i += 2) {
            size += list[i + 1] - list[i] + 1;
        }
        return size;
    }

    static void print(long[] list, StringBuilder text) {
        for (int i = 0; i < list.length; i += 2) {
            text.append(':').append(list[i]);
            if (list[i + 1] != list[i]) {
                text.append('-').append(list[i + 1]);
            }
        }
    }

    /**
     * Appends an interval that starts no earlier than the last one, merging it when they touch. Returns the new length.
     */
    private static int append(long[] result, int used, long start, long end) {
        if (used > 0 && start - 1 <= result[used - 1]) {
            result[used - 1] = Math.max(result[used - 1], end);
            return used;
        }
        result[used] = start;
        result[used + 1] = end;
        return used + 2;
    }

    private static boolean isNormal(long[] list) {
        for (int i = 2; i < list.length; i += 2) {
            if (list[i] - 1 <= list[i - 1]) {
                return false;
            }
        }
        return true;
    }
}
