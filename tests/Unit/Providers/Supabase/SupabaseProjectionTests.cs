using System.Text;
using Signalbox.Tables;

namespace Signalbox.Tests.Unit.Providers.Supabase;

/// <summary>Supabase's payloads in the shapes of its documents.</summary>
public sealed class SupabaseProjectionTests
{
    [Fact]
    public void Delete_KeepsTheOldRecord_AndHasNone()
    {
        var row = FactReading.One<SupabaseRowFact>("supabase/row/public.todos/7", "todos.delete", """{"type":"DELETE","table":"todos","schema":"public","record":null,"old_record":{"id":7,"t":"a"}}""");

        Assert.Equal(("public.todos:7", "delete", "7"), (row.Head.Id, row.Operation, row.Key));
        Assert.Null(row.Record);
        Assert.Equal("""{"id":7,"t":"a"}""", Encoding.UTF8.GetString(row.OldRecord!.Value.Span));
        Assert.NotNull(row.Head.DeletedAt);
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("-7")]
    [InlineData("123456789012345678901234567890")]
    public void Number_IsTheKeyAsItIsWritten_AsInTheStream(string id) => Assert.Equal(
        id, FactReading.One<SupabaseRowFact>($"supabase/row/public.t/{id}", "t.insert", $$"""{"type":"INSERT","table":"t","schema":"public","record":{"id":{{id}}},"old_record":null}""").Key);

    [Theory]
    [InlineData("""{"type":"UPDATE","table":"t","schema":"public","record":{"name":"no id"},"old_record":{"id":1}}""")]
    [InlineData("""{"type":"INSERT","table":"t","schema":"public","record":{"name":"no id"}}""")]
    [InlineData("""{"type":"TRUNCATE","table":"t","schema":"public","record":{"id":1}}""")]
    [InlineData("""{"type":"INSERT","schema":"public","record":{"id":1}}""")]
    public void WhatIsNoRow_IsNotProjected(string payload) => Assert.Empty(FactReading.Facts("supabase/endpoint/main", "x", payload));
}
