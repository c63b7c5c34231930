package dev.sluice.component;

/** Takes telemetry from the world and hands it to its intakes. */
public interface Receiver extends Component {}
