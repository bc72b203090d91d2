package io.vitesslake.sim;

import io.vitesslake.scenario.ScenarioClaims;
import io.vitesslake.scenario.Scene;

/** The simulated VTGate sends what a real one sent. */
final class SimScenariosTest implements ScenarioClaims {

    @Override
    public Scene scene() {
        return new SimScene();
    }
}
