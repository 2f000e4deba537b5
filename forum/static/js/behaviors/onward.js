// Sends a form that is only there because a GET changes nothing.

export default (form) => form.requestSubmit();
