package dev.sluice.wrong.processor.one;

import okhttp3.OkHttpClient;

/** Breaks: processors do no I/O. */
public final class SpeaksHttp {
  OkHttpClient neighbour;
}
