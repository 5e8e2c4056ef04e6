package io.quarry.problem;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Secrets in texts that are shown, logged or saved: passwords in URIs, and values of keys that are
 * named like one. What is called a secret follows Spark's {@code spark.redaction.regex}, and the
 * names that Hadoop's file systems give to credentials.
 */
public final class Secrets {
  private static final String HIDDEN = "***";

  private static final String NAME =
      "(?i:secret|passw(?:or)?d|passphrase|credentials?|token"
          + "|(?:access|account|api|private|secret)[._-]?key)";

  private static final Pattern CALLED = Pattern.compile(NAME);

  /**
   * {@code scheme://user:password@host}. A user alone is none, for Azure names containers so, and a
   * port with a path behind it is no password.
   */
  private static final Pattern USER_INFO =
      Pattern.compile("(://[^\\s/?#:@]*):(?!\\d+/)[^\\s?#@]*@");

  /** {@code fs.s3a.secret.key = value}, {@code "token": "value"}, {@code --password=value}. */
  private static final Pattern SETTING =
      Pattern.compile(
          "(" + NAME + "(?:\\.[\\w.-]+)?[\"']?\\s*[=:]\\s*)(?:\"[^\"]*\"|'[^']*'|[^\\s,;)}\\]]+)");

  private Secrets() {}

  /** Whether what is called so is to be kept to oneself. */
  public static boolean isCalledSo(String name) {
    return CALLED.matcher(name).find();
  }

  /** Whether a text holds a URI with a password. */
  public static boolean hasPassword(String text) {
    return USER_INFO.matcher(text).find();
  }

  /** A text with {@code ***} in place of each secret. Redacting it again changes nothing. */
  public static String redact(String text) {
    String withoutPasswords = USER_INFO.matcher(text).replaceAll("$1:" + HIDDEN + "@");
    return SETTING
        .matcher(withoutPasswords)
        .replaceAll(found -> Matcher.quoteReplacement(found.group(1) + HIDDEN));
  }
}
