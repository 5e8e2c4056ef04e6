package io.quarry.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * Who holds a lease, as its file says it. Times are the holder's own clock's, for people; nothing
 * is decided by them.
 *
 * @param host name of its host
 * @param pid its process
 * @param processes what tells that process from those of other boots and containers of that host;
 *     empty where nothing does
 * @param user who started it
 * @param since when it took the lease
 * @param renewed when it renewed it last, or gave it back
 * @param beats how often it renewed it
 * @param released whether it gave it back
 */
public record LeaseHolder(
    String host,
    long pid,
    String processes,
    String user,
    Instant since,
    Instant renewed,
    long beats,
    boolean released) {
  private static final JsonMapper JSON = new JsonMapper();

  /** Of a file that is being written, or of another version. */
  static final LeaseHolder UNKNOWN =
      new LeaseHolder("an unknown host", 0, "", "unknown", Instant.EPOCH, Instant.EPOCH, 0, false);

  /** This process, which holds it from now on. */
  static LeaseHolder current() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return new LeaseHolder(
        hostName(),
        ProcessHandle.current().pid(),
        processesOfHost(),
        System.getProperty("user.name", "unknown"),
        now,
        now,
        0,
        false);
  }

  /** The same a renewal later. */
  LeaseHolder renewedNow() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return new LeaseHolder(host, pid, processes, user, since, now, beats + 1, false);
  }

  /** The same, given back. */
  LeaseHolder releasedNow() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return new LeaseHolder(host, pid, processes, user, since, now, beats + 1, true);
  }

  /** For people: {@code process 12 of ada on host h, since …, last renewed …}. */
  public String text() {
    return String.format(
        Locale.ROOT,
        "process %d of %s on host %s, since %s, last renewed %s",
        pid,
        user,
        host,
        since,
        renewed);
  }

  /** Whether it is known that the process has ended: it was one of this host's, and is not any. */
  boolean hasDied() {
    return !processes.isEmpty()
        && processes.equals(processesOfHost())
        && host.equals(hostName())
        && ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty();
  }

  byte[] json() {
    ObjectNode node =
        JSON.createObjectNode()
            .put("host", host)
            .put("pid", pid)
            .put("processes", processes)
            .put("user", user)
            .put("since", since.toString())
            .put("renewed", renewed.toString())
            .put("beats", beats)
            .put("released", released);
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree is always JSON", e);
    }
  }

  static LeaseHolder parse(byte[] json) {
    try {
      JsonNode node = JSON.readTree(json);
      return new LeaseHolder(
          node.required("host").asText(),
          node.required("pid").asLong(),
          node.required("processes").asText(),
          node.required("user").asText(),
          Instant.parse(node.required("since").asText()),
          Instant.parse(node.required("renewed").asText()),
          node.required("beats").asLong(),
          node.required("released").asBoolean());
    } catch (IOException | RuntimeException e) {
      return UNKNOWN; // Whatever it is, it counts as held until it has not changed for long.
    }
  }

  private static String hostName() {
    return Optional.ofNullable(System.getenv("HOSTNAME"))
        .filter(name -> !name.isBlank())
        .orElseGet(LeaseHolder::resolvedHostName);
  }

  private static String resolvedHostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /** The boot and the process namespace: process numbers mean the same wherever both are equal. */
  private static String processesOfHost() {
    try {
      String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
      return "%s %s".formatted(boot, Files.readSymbolicLink(Path.of("/proc/self/ns/pid")));
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }
}
