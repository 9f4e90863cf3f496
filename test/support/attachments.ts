import * as z from "zod";
import { type Api, chats } from "./api-client.ts";

const UploadBody = z.object({
  attachmentId: z.string(),
  upload: z.object({
    method: z.literal("PUT"),
    url: z.url(),
    headers: z.record(z.string(), z.string()),
  }),
  expiresAt: z.iso.datetime(),
});
export type Upload = z.infer<typeof UploadBody>;

const DownloadBody = z.object({
  url: z.url(),
  expiresAt: z.iso.datetime(),
  filename: z.string(),
  contentType: z.string(),
  size: z.number(),
});

/** The file that tests upload by default. */
export const picture = { filename: "cat 🐈.png", contentType: "image/png", bytes: Buffer.from("PNG or so") };
type File = typeof picture;

/** Declares a file and returns the link that uploads it. */
export async function announce(api: Api, chatId: string, file: File = picture): Promise<Upload> {
  const { filename, contentType, bytes } = file;
  const request = { filename, contentType, size: bytes.length };
  const { status, body } = await api.post(`${chats}/${chatId}/attachments`, request);
  if (status !== 201) throw new Error(`no link: ${status} ${JSON.stringify(body)}`);
  return UploadBody.parse(body);
}

/** Uploads the bytes as a browser does. */
export async function put({ upload }: Upload, bytes: Buffer, headers: object = {}): Promise<Response> {
  const { method, url } = upload;
  return fetch(url, { method, headers: { ...upload.headers, ...headers }, body: new Uint8Array(bytes) });
}

/** Declares a file and uploads it. @returns the attachment's id */
export async function uploaded(api: Api, chatId: string, file: File = picture): Promise<string> {
  const link = await announce(api, chatId, file);
  const { status } = await put(link, file.bytes);
  if (status !== 200) throw new Error(`upload refused: ${status}`);
  return link.attachmentId;
}

/** The link that downloads a file, which must exist. */
export async function linkTo(api: Api, chatId: string, attachmentId: string) {
  const { status, body } = await api.get(`${chats}/${chatId}/attachments/${attachmentId}`);
  if (status !== 200) throw new Error(`no download: ${status} ${JSON.stringify(body)}`);
  return DownloadBody.parse(body);
}
