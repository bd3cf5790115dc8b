using FsCheck;
using FsCheck.Fluent;
using Signalbox.Http;

namespace Signalbox.Tests.Unit.Http;

/// <summary>Cursors come back as they went, and nothing else is taken for one.</summary>
public sealed class PageCursorTests
{
    [Fact]
    public void TryDecode_WhatWasEncoded_GivesTheValues() => Prop.ForAll<NonNull<string>, NonNull<string>>(static (a, b) =>
    {
        var values = new[] { Storable(a.Get), Storable(b.Get) };
        return PageCursor.TryDecode(PageCursor.Encode("list", values), "list", 2, out var decoded) && decoded.SequenceEqual(values);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void TryDecode_AnyText_DoesNotThrow() => Prop.ForAll<string>(static text =>
        !PageCursor.TryDecode(text ?? string.Empty, "list", 1, out _)).QuickCheckThrowOnFailure();

    [Fact]
    public void TryDecode_CursorOfAnotherList_IsRefused() => Assert.False(PageCursor.TryDecode(PageCursor.Encode("events", "1"), "dead-letters", 1, out _));

    [Fact]
    public void TryDecode_AnotherNumberOfValues_IsRefused() => Assert.False(PageCursor.TryDecode(PageCursor.Encode("list", "1"), "list", 2, out _));

    [Theory]
    [InlineData("")]
    [InlineData("====")]
    [InlineData("é")]
    [InlineData("_w")]
    public void TryDecode_NoCursor_IsRefused(string text) => Assert.False(PageCursor.TryDecode(text, "list", 1, out _));

    // What PostgreSQL can hold: no NUL, no half of a surrogate pair.
    private static string Storable(string text) => new([.. text.Where(static c => c != '\0' && !char.IsSurrogate(c))]);
}
