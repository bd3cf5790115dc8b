using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Signalbox.Tests.Chaos;

/// <summary>Waits for what comes to an end by itself.</summary>
internal static class Patiently
{
    /// <param name="what">What is left of, for the message.</param>
    /// <param name="database">Where to count.</param>
    /// <param name="sql">Counts what is left.</param>
    /// <exception cref="TimeoutException">There is something left after <see cref="ChaosPlan.Patience"/>.</exception>
    internal static Task UntilNoneAsync(string what, NpgsqlDataSource database, string sql) => UntilNoneAsync(what, () => CountAsync(database, sql));

    /// <param name="what">What is left of, for the message.</param>
    /// <param name="leftAsync">Counts what is left.</param>
    /// <exception cref="TimeoutException">There is something left after <see cref="ChaosPlan.Patience"/>.</exception>
    internal static async Task UntilNoneAsync(string what, Func<Task<int>> leftAsync)
    {
        var since = Stopwatch.GetTimestamp();
        while (await leftAsync() is var left && left > 0)
        {
            if (Stopwatch.GetElapsedTime(since) > ChaosPlan.Patience)
            {
                throw new TimeoutException($"{left} {what} after {ChaosPlan.Patience.TotalSeconds} s.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
        }
    }

    internal static async Task<int> CountAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return Convert.ToInt32(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
