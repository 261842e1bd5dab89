// SPDX-License-Identifier: Apache-2.0
// What ThunderbirdTest asks of Thunderbird, in Thunderbird's own words. Runs in its main window,
// before each expression of the test. Messages are named by their subjects.
const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
const { MailUtils } = ChromeUtils.importESModule("resource:///modules/MailUtils.sys.mjs");
const { AccountConfig } = ChromeUtils.importESModule(
  "resource:///modules/accountcreation/AccountConfig.sys.mjs"
);
const { CreateInBackend } = ChromeUtils.importESModule(
  "resource:///modules/accountcreation/CreateInBackend.sys.mjs"
);

const STARTTLS = Ci.nsMsgSocketType.alwaysSTARTTLS;
const TLS = Ci.nsMsgSocketType.SSL;

// The answer of "confirm security exception".
function trust(port, certificate) {
  const db = Cc["@mozilla.org/security/x509certdb;1"].getService(Ci.nsIX509CertDB);
  Cc["@mozilla.org/security/certoverride;1"]
    .getService(Ci.nsICertOverrideService)
    .rememberValidityOverride("localhost", port, {}, db.constructX509FromBase64(certificate), true);
}

// What the account setup does after its last page.
async function createAccount(user, incoming, outgoing) {
  const login = {
    username: user,
    password: "pass",
    hostname: "localhost",
    auth: Ci.nsMsgAuthMethod.passwordCleartext,
  };
  const config = new AccountConfig();
  config.rememberPassword = true;
  config.identity.realname = "User " + user;
  config.identity.emailAddress = user + "@example.org";
  Object.assign(config.incoming, login, { loginAtStartup: true }, incoming);
  Object.assign(config.outgoing, login, { type: "smtp", addThisServer: true }, outgoing);
  const account = await CreateInBackend.createAccountInBackend(config);
  account.incomingServer.performBiff(null);
}

async function until(what, condition) {
  for (const end = Date.now() + 60000; Date.now() < end; ) {
    const value = await condition();
    if (value) {
      return value;
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error("waited in vain for " + what);
}

function server(type) {
  return MailServices.accounts.allServers.find(each => each.type == type);
}

function folder(path, type = "imap") {
  return MailUtils.getExistingFolder(server(type).serverURI + (path ? "/" + path : ""));
}

// "Inbox: Inbox, Sent: SentMail" and so on: what each folder is taken for.
function folders() {
  const roles = ["Inbox", "Drafts", "SentMail", "Trash", "Archive", "Junk"];
  return folder("")
    .descendants.map(each => {
      const role = roles.find(name => each.flags & Ci.nsMsgFolderFlags[name]);
      return each.localizedName + ": " + (role ?? "-");
    })
    .sort()
    .join(", ");
}

function find(path, subject, type) {
  return [...(folder(path, type)?.messages ?? [])].find(
    message =>
      message.mime2DecodedSubject == subject &&
      !(message.flags & Ci.nsMsgMessageFlags.IMAPDeleted)
  );
}

// Looks into the folder until the message is there.
function found(path, subject) {
  return until(subject + " in " + path, () => {
    folder(path)?.updateFolder(null);
    return find(path, subject);
  });
}

// Only waits: the server has to tell that it is there.
function arrived(path, subject) {
  return until(subject + " to be told of", () => find(path, subject));
}

function send(user, to, subject, body) {
  const fields = Cc["@mozilla.org/messengercompose/composefields;1"].createInstance(
    Ci.nsIMsgCompFields
  );
  const identity = MailServices.accounts.allIdentities.find(
    each => each.email == user + "@example.org"
  );
  Object.assign(fields, { from: identity.email, to, subject });
  return new Promise((resolve, reject) =>
    Cc["@mozilla.org/messengercompose/send;1"]
      .createInstance(Ci.nsIMsgSend)
      .createAndSendMessage(
        null, identity, "", fields, false, false, Ci.nsIMsgSend.nsMsgDeliverNow, null,
        "text/plain", body, null, null,
        {
          QueryInterface: ChromeUtils.generateQI(["nsIMsgSendListener"]),
          onStartSending() {},
          onSendProgress() {},
          onStatus() {},
          onGetDraftFolderURI() {},
          onSendNotPerformed: () => reject(new Error("not sent")),
          onTransportSecurityError: (_, status) => reject(new Error("TLS " + status)),
          onStopSending: (_, status) =>
            status ? reject(new Error("send " + status.toString(16))) : resolve("sent"),
        },
        null, "", Ci.nsIMsgCompType.New
      )
  );
}

// The message as it came, an octet a character.
function read(message) {
  const uri = message.folder.getUriForMsg(message);
  let text = "";
  return new Promise((resolve, reject) =>
    MailServices.messageServiceFromURI(uri).streamMessage(
      uri,
      {
        QueryInterface: ChromeUtils.generateQI(["nsIStreamListener"]),
        onStartRequest() {},
        onDataAvailable(_, stream, offset, count) {
          const input = Cc["@mozilla.org/scriptableinputstream;1"].createInstance(
            Ci.nsIScriptableInputStream
          );
          input.init(stream);
          text += input.readBytes(count);
        },
        onStopRequest: (_, status) =>
          status ? reject(new Error("read " + status.toString(16))) : resolve(text),
      },
      null, null, false, "", false
    )
  );
}

function copying(start) {
  return new Promise((resolve, reject) =>
    start({
      QueryInterface: ChromeUtils.generateQI(["nsIMsgCopyServiceListener"]),
      onStartCopy() {},
      onProgress() {},
      setMessageKey() {},
      getMessageId: () => null,
      onStopCopy: status =>
        status ? reject(new Error("copy " + status.toString(16))) : resolve("done"),
    })
  );
}

function copy(message, path, move = false) {
  return copying(listener =>
    MailServices.copy.copyMessages(
      message.folder, [message], folder(path), move, listener, null, false
    )
  );
}

function remove(message) {
  return copying(listener =>
    message.folder.deleteMessages([message], null, false, false, listener, false)
  );
}
