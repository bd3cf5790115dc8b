using Signalbox.Projections;

namespace Signalbox.Tables;

/// <summary>A row of somebody's database, as its latest change left it.</summary>
/// <param name="Head">See <see cref="FactHead"/>.</param>
/// <param name="Schema">The schema.</param>
/// <param name="Table">The table.</param>
/// <param name="Key">The row's key.</param>
/// <param name="Operation">insert, update or delete.</param>
/// <param name="Record">The row as JSON; <see langword="null"/> once it is deleted.</param>
/// <param name="OldRecord">The row before the change, as JSON.</param>
internal sealed record SupabaseRowFact(
    FactHead Head, string? Schema, string? Table, string? Key, string? Operation, ReadOnlyMemory<byte>? Record, ReadOnlyMemory<byte>? OldRecord) : Fact(Head);
