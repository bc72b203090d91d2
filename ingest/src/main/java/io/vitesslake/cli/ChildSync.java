package io.vitesslake.cli;

import io.vitesslake.child.ChildProcess;
import io.vitesslake.demo.Demo;
import io.vitesslake.demo.DemoLake;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code sync} as a process of its own, in a JVM like this one. */
final class ChildSync implements Demo.Sync {

    @Override
    public List<String> command(Path config, boolean once) {
        List<String> arguments = new ArrayList<>(List.of("sync", "--config", config.toString()));
        if (once) {
            arguments.add("--once");
        }
        return ChildProcess.java(List.of("-Xmx512m"), Main.class.getName(), arguments);
    }

    @Override
    public DemoLake lake(Path config) {
        return new LocalLake(config);
    }
}
