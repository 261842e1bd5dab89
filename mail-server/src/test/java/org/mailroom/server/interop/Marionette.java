// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// The remote control of Mozilla's programs: JSON with its length in front, over TCP. Runs
/// JavaScript with all rights of the program itself.
final class Marionette implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Gson gson = new Gson();
    private final Socket socket;
    private final InputStream in;
    private int number;

    Marionette(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        in = new BufferedInputStream(socket.getInputStream());
        receive();
        command("WebDriver:NewSession", Map.of());
        command("Marionette:SetContext", Map.of("value", "chrome"));
        command("WebDriver:SetTimeouts", Map.of("script", PATIENCE.toMillis()));
    }

    /// Runs a function body that may `await`; answers the string that it returns.
    String run(String body) throws IOException {
        String script =
                "const done = arguments[0]; (async () => {"
                        + body
                        + "\n})().then(done, e => done('failed: ' + e + ' ' + e.stack));";
        JsonElement answer =
                command(
                        "WebDriver:ExecuteAsyncScript",
                        Map.of("script", script, "args", List.of()));
        JsonElement value = answer.getAsJsonObject().get("value");
        String text = value.isJsonNull() ? "" : value.getAsString();
        if (text.startsWith("failed: ")) {
            throw new AssertionError(text);
        }
        return text;
    }

    /// Takes a picture of the window, and ends the program.
    void quit(Path picture) throws IOException {
        JsonElement png = command("WebDriver:TakeScreenshot", Map.of("full", false));
        String base64 = png.getAsJsonObject().get("value").getAsString();
        Files.write(picture, Base64.getDecoder().decode(base64));
        command("Marionette:Quit", Map.of("flags", List.of("eForceQuit")));
        close();
    }

    private JsonElement command(String name, Map<String, ?> parameters) throws IOException {
        number++;
        byte[] json =
                gson.toJson(List.of(0, number, name, parameters)).getBytes(StandardCharsets.UTF_8);
        var out = socket.getOutputStream();
        out.write((json.length + ":").getBytes(StandardCharsets.US_ASCII));
        out.write(json);
        JsonArray answer = receive().getAsJsonArray();
        if (!answer.get(2).isJsonNull()) {
            throw new AssertionError(name + ": " + answer.get(2));
        }
        return answer.get(3);
    }

    private JsonElement receive() throws IOException {
        int length = 0;
        for (int c = in.read(); c != ':'; c = in.read()) {
            if (c < 0) {
                throw new IOException("closed by the program");
            }
            length = length * 10 + c - '0';
        }
        return JsonParser.parseString(new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
