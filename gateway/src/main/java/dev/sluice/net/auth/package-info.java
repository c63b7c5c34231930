/**
 * How clients show who they are, and how servers ask: the contract between the servers and clients
 * of this room and the extensions that a configuration calls authenticators.
 */
@NullMarked
package dev.sluice.net.auth;

import org.jspecify.annotations.NullMarked;
