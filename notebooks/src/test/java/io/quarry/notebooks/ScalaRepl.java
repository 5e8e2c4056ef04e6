package io.quarry.notebooks;

import java.io.StringWriter;
import javax.script.ScriptEngine;
import javax.script.ScriptEngineManager;
import javax.script.ScriptException;

/**
 * Scala's interpreter, which keeps what was defined from text to text, as in Zeppelin and
 * spark-shell. It is asked for by the JDK's interface of scripts, which is the same in Scala 2.12
 * and 2.13.
 */
final class ScalaRepl {
  private final ScriptEngine engine;

  ScalaRepl(Forms forms) {
    engine = new ScriptEngineManager().getEngineByName("scala");
    engine.put("forms", forms);
    run("val spark = org.apache.spark.sql.SparkSession.active");
    run("val z = forms.asInstanceOf[io.quarry.notebooks.Forms]");
  }

  /** Runs a text, and gives back what it printed. */
  String run(String text) {
    StringWriter printed = new StringWriter();
    engine.getContext().setWriter(printed);
    try {
      engine.eval(text);
    } catch (ScriptException e) {
      throw new IllegalStateException("Scala does not run: " + text, e);
    }
    return printed.toString();
  }
}
