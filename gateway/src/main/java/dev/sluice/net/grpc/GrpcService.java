package dev.sluice.net.grpc;

import dev.sluice.component.Clock;

/** What all connections of one server have in common. */
record GrpcService(
    CallRules rules,
    GrpcLimits limits,
    GrpcServerConfig config,
    Rounds rounds,
    Strangers strangers,
    Clock clock) {}
