/** Applications whose metrics the gateway's tests scrape. */
package dev.sluice.targets;
