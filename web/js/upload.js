// Sends a file as it is, without a form around it.
//
// A form with data-upload is shown by this script alone: its value is the
// address that takes the bytes, the file's name goes into the query. Without
// the script, files are brought by the command line.
(() => {
  for (const form of document.querySelectorAll("form[data-upload]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const [file] = form.querySelector("input[type=file]").files;
      const button = form.querySelector("button");
      button.disabled = true;
      form.querySelector("output").textContent = `${file.name} …`;
      try {
        const answer = await fetch(`${form.dataset.upload}?name=${encodeURIComponent(file.name)}`, {
          method: "POST",
          headers: { "x-csrf-token": form.elements.csrf.value, "content-type": "application/octet-stream" },
          body: file,
        });
        if (!answer.ok) throw new Error((await answer.json()).detail ?? answer.statusText);
        window.location.reload();
      } catch (error) {
        form.querySelector("output").textContent = `${form.dataset.wrong} ${error.message}`;
        button.disabled = false;
      }
    });
  }
})();
