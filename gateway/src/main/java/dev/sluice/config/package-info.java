/**
 * What an operator wrote: texts with positions, merged and expanded, read as typed settings. Every
 * mistake is reported with the place it stands at; nothing in here knows a component.
 */
@NullMarked
package dev.sluice.config;

import org.jspecify.annotations.NullMarked;
