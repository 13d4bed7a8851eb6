//! What the shared components say. English for now; each text has one name here, so that a translation is another module of
//! the same names. Short, second person, no blame.

use portico_types::sign_in::SignInMethod;

pub const CLOSE: &str = "Close";
pub const CANCEL: &str = "Cancel";
pub const RETRY: &str = "Try again";
pub const DISMISS: &str = "Dismiss";
pub const OPTIONAL: &str = "optional";
pub const CHOOSE: &str = "Choose…";
pub const MARKDOWN_WORKS: &str = "Markdown works.";
pub const FILES_GO_HERE: &str = "Files are attached here.";
pub const LOADING: &str = "Loading";
pub const SKIP_TO_CONTENT: &str = "Skip to content";
pub const MAIN_NAVIGATION: &str = "Main";
pub const YOUR_ACCOUNT: &str = "Your account";
pub const THEME: &str = "Theme";
pub const THEME_SYSTEM: &str = "As the system";
pub const THEME_LIGHT: &str = "Light";
pub const THEME_DARK: &str = "Dark";
pub const SHORTCUTS: &str = "Keyboard shortcuts";
pub const SHOW_SHORTCUTS: &str = "Show these shortcuts";
pub const SEND: &str = "Send what you are writing";
pub const OFFLINE_HINT: &str = "You are offline. What you type is kept on this device.";
pub const COPY_FAILED: &str = "Could not copy. Select the text and copy it yourself.";

pub const ERROR_SUMMARY: &str = "There is a problem";
pub const OFFLINE_TITLE: &str = "You seem to be offline";
pub const OFFLINE_TEXT: &str = "We could not reach the server. Check your connection and try again.";
pub const UNEXPECTED_TITLE: &str = "Something went wrong";
pub const UNEXPECTED_TEXT: &str = "It is not your doing. Try again in a moment.";
pub const NOT_FOUND_TITLE: &str = "We could not find this";
pub const NOT_FOUND_TEXT: &str = "It may have been moved or removed, or the address has a slip in it.";
pub const FORBIDDEN_TITLE: &str = "You do not have access to this";
pub const FORBIDDEN_TEXT: &str = "Ask your team if you think you should.";
pub const TOO_MANY_TITLE: &str = "That was a lot at once";
pub const TOO_MANY_TEXT: &str = "Wait a minute, then try again.";
pub const UNAVAILABLE_TITLE: &str = "We are having trouble right now";
pub const UNAVAILABLE_TEXT: &str = "Nothing is lost. Try again in a moment.";

pub const BOLD: &str = "Bold";
pub const ITALIC: &str = "Italic";
pub const CODE: &str = "Code";
pub const LINK: &str = "Link";
pub const LIST: &str = "List";
pub const QUOTE: &str = "Quote";
pub const FORMATTING: &str = "Formatting";
pub const PEOPLE_TO_MENTION: &str = "People to mention";
pub const DRAFT_RESTORED: &str = "Your draft was restored.";
pub const DISCARD_DRAFT: &str = "Discard";
pub const ATTACH_FILES: &str = "Attach files";
pub const OR_DROP_THEM: &str = "or drop them here";
pub const ATTACHED_FILES: &str = "Attached files";
pub const FILES: &str = "Files";
pub const ON_ITS_WAY: &str = "on its way";
pub const WAIT_FOR_FILES: &str = "Your files are still on their way. Try again in a moment.";
pub const REMOVE_FAILED_FILES: &str = "Remove the files that could not be attached first.";
pub const FILE_UNREADABLE: &str = "This file could not be read";
pub const CODE_HELP: &str = "Six digits, from the mail we sent you";

pub const E_MAIL: &str = "E-mail";
pub const SEND_ME_A_LINK: &str = "Send me a link";
pub const SIGN_IN_INTRO: &str = "We will mail you a link and a code. No password needed.";
pub const CHECK_YOUR_INBOX: &str = "Check your inbox";
pub const MAIL_IS_COMING: &str =
    "If this address may sign in here, a mail is on its way. Open its link in this browser, or type its code:";
pub const CODE_LABEL: &str = "Code";
pub const CODE_REFUSED: &str = "This code did not work. Take the one from the newest mail, or ask for another mail.";
pub const SEND_AGAIN: &str = "Send it again";
pub const SENT_AGAIN: &str = "Another mail is on its way. Only the newest one works.";
pub const ANOTHER_ADDRESS: &str = "Use another address";
pub const CHECKING: &str = "Checking…";
pub const CONFIRM_TITLE: &str = "One click left";
pub const CONFIRM_TEXT: &str = "Confirm that you followed the link from our mail.";
pub const SIGN_IN: &str = "Sign in";
pub const LINK_REFUSED_TITLE: &str = "This link did not work";
pub const LINK_REFUSED_TEXT: &str = "A link works once, for a few minutes, and only in the browser that asked for it. In that browser you can also type the six-digit code from the mail.";
pub const TO_THE_CODE: &str = "Type the code";
pub const ANOTHER_MAIL: &str = "Ask for another mail";
pub const OR: &str = "or";
pub const OTHER_WAYS: &str = "Other ways to sign in";
pub const YOUR_ORGANISATION: &str = "your organisation";
pub const NO_WAY_IN: &str = "Nobody can sign in right now";
pub const NO_WAY_IN_TEXT: &str = "Every way to sign in is switched off. Ask the team whose page this is.";
pub const SIGNING_YOU_IN: &str = "Signing you in…";
pub const PROVE_MAILBOX: &str = "Your provider told us this address but not that it is yours, so we sent a mail there. Open its link in this browser, or type its code:";
pub const START_AGAIN: &str = "Start again";
pub const SIGN_IN_DENIED: &str =
    "You were not signed in, because access was not granted. Try again, or choose another way.";
pub const PROVIDER_FAILED: &str = "Your provider could not sign you in. Try again in a moment, or choose another way.";
pub const TOO_LATE: &str = "That took too long, or began in another browser. Start again.";
pub const NOT_ALLOWED_TITLE: &str = "This address can't sign in here";
pub const NOT_ALLOWED_TEXT: &str = "Your sign-in worked, but this address has no access here. Ask the person who told you about this page, or use another address.";
pub const SIGN_IN_OTHERWISE: &str = "Sign in another way";

pub fn continue_with(provider: &str) -> String {
    format!("Continue with {provider}")
}

pub fn session_ended(drafts: bool) -> String {
    let kept = if drafts {
        " What you were writing is still here."
    } else {
        ""
    };
    format!("You have been signed out. Sign in to go on where you were.{kept}")
}

pub const SESSIONS: &str = "Sessions";
pub const THIS_SESSION: &str = "This one";
pub const UNKNOWN_BROWSER: &str = "Unknown browser";
pub const SIGNED_IN: &str = "Signed in";
pub const LAST_USED: &str = "last used";
pub const ENDS: &str = "ends";
pub const END_SESSION: &str = "End";
pub const END_OTHER_SESSIONS: &str = "End all others";
pub const SESSION_ENDED: &str = "This session was ended.";
pub const OTHER_SESSIONS_ENDED: &str = "All your other sessions were ended.";
pub const ONLY_THIS_SESSION: &str = "You are signed in nowhere else.";

/// A way to sign in, as people know it.
pub const fn sign_in_method(method: SignInMethod) -> &'static str {
    match method {
        SignInMethod::Google => "Google",
        SignInMethod::Microsoft => "Microsoft",
        SignInMethod::Slack => "Slack",
        SignInMethod::OpenId => "Your own provider (OpenID Connect)",
        SignInMethod::Mail => "A link and code by e-mail",
    }
}

pub const fn signed_in_by(method: SignInMethod) -> &'static str {
    match method {
        SignInMethod::Google => "With Google",
        SignInMethod::Microsoft => "With Microsoft",
        SignInMethod::Slack => "With Slack",
        SignInMethod::OpenId => "With your organisation's provider",
        SignInMethod::Mail => "By e-mail",
    }
}

pub fn copy(what: &str) -> String {
    format!("Copy: {what}")
}

pub fn copied(what: &str) -> String {
    format!("Copied: {what}")
}

pub fn send_again_in(seconds: u32) -> String {
    format!("Send it again in {seconds} s")
}

pub fn sending(what: &str) -> String {
    format!("Sending {what}")
}

pub fn attached(what: &str) -> String {
    format!("{what} is attached.")
}

pub fn too_many_files(most: usize) -> String {
    format!("Attach at most {most} files")
}

pub fn remove(what: &str) -> String {
    format!("Remove {what}")
}

pub fn people_found(count: usize) -> String {
    match count {
        0 => "Nobody of that name".to_owned(),
        1 => "1 person. Press Enter to mention.".to_owned(),
        _ => format!("{count} people. Use the arrow keys, press Enter to mention."),
    }
}

pub fn send_hint(command_key: &str) -> String {
    format!("{command_key}+Enter sends")
}

pub fn priority(label: &str) -> String {
    format!("Priority: {label}")
}
