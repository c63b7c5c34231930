/**
 * Files of what a backend would not take, for whoever wants to look at it or send it again. Written
 * by the sending chain, read by the command {@code replay}.
 */
@NullMarked
package dev.sluice.sending.deadletter;

import org.jspecify.annotations.NullMarked;
