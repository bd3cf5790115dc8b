namespace Signalbox.Streams;

/// <summary>
/// JSON without the white space between its tokens, all else byte for byte: two copies of an object by one serializer are then the same
/// bytes, however each was indented. Pure.
/// </summary>
internal static class CompactJson
{
    /// <param name="json">Well-formed JSON.</param>
    /// <returns>The same bytes if there is nothing to leave out.</returns>
    internal static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> json)
    {
        var source = json.Span;
        var compact = new byte[source.Length];
        var length = 0;
        var isText = false;
        for (var i = 0; i < source.Length; i++)
        {
            var c = source[i];
            if (!isText && (c is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
            {
                continue;
            }

            compact[length++] = c;
            if (c == (byte)'"')
            {
                isText = !isText;
            }
            else if (isText && c == (byte)'\\' && i + 1 < source.Length)
            {
                compact[length++] = source[++i];
            }
        }

        return length == source.Length ? json : compact.AsMemory(0, length);
    }
}
