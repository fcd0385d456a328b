package org.foldlink.transport.dialogue;

/** A command that is refused before it reaches the session layer. The message is fit to be shown to a user. */
final class DialogueException extends Exception {

    private static final long serialVersionUID = 1L;

    private final DialogueError code;
    private final String field;

    DialogueException(DialogueError code, String field, String message) {
        super(message);
        this.code = code;
        this.field = field;
    }

    DialogueError code() {
        return code;
    }

    /** The field at fault, empty where it is the whole command. */
    String field() {
        return field;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
