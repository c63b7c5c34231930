/**
 * Targets out of a Kubernetes cluster, by plain list and watch calls:
 *
 * <pre>
 *   Reflector (one a resource and namespace) -- objects --> Scene -- TargetGroup --> Groups
 *                                                             |
 *                                                        GroupMaker (one a role)
 * </pre>
 */
@NullMarked
package dev.sluice.receiver.prometheus.discovery.kubernetes;

import org.jspecify.annotations.NullMarked;
