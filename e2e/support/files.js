// Files as people have them.

/** A picture that the browser draws: a PNG of many colours. */
export async function picture(page, width, height) {
  const base64 = await page.evaluate(([width, height]) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [width, height];
    const pen = canvas.getContext('2d');
    const ground = pen.createLinearGradient(0, 0, width, height);
    ground.addColorStop(0, '#3451c7');
    ground.addColorStop(1, '#efba55');
    pen.fillStyle = ground;
    pen.fillRect(0, 0, width, height);
    return canvas.toDataURL('image/png').split(',')[1];
  }, [width, height]);
  return Buffer.from(base64, 'base64');
}

/** Where the browser saved what a click on `control` hands out. */
export async function saved(page, control) {
  const [download] = await Promise.all([page.waitForEvent('download'), control.click()]);
  return await download.path();
}
