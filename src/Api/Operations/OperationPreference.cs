using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Signalbox.Operations;

/// <summary>How the caller prefers to be answered: the header <c>Prefer</c> (https://www.rfc-editor.org/rfc/rfc7240).</summary>
/// <param name="IsAsync"><c>respond-async</c>: the operation goes on by itself, and the answer need not wait for its outcome.</param>
/// <param name="Wait"><c>wait=N</c>: how long to wait for the outcome of what is under way, or goes on by itself. From 0 to <see cref="LongestWait"/>.</param>
internal readonly record struct OperationPreference(bool IsAsync, TimeSpan Wait)
{
    /// <summary>The longest wait; what is asked for beyond it is cut.</summary>
    internal static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    /// <summary>Reads the header; what is not known or not valid is no preference, as the RFC says.</summary>
    internal static OperationPreference Of(StringValues header)
    {
        var (isAsync, wait) = (false, TimeSpan.Zero);
        foreach (var preference in header.SelectMany(static line => (line ?? string.Empty).Split(',')).Select(static p => p.Split(';')[0]))
        {
            var (name, value) = preference.Split('=', 2) is [var left, var right] ? (left.Trim(), right.Trim().Trim('"')) : (preference.Trim(), string.Empty);
            isAsync |= name.Equals("respond-async", StringComparison.OrdinalIgnoreCase);
            if (wait == TimeSpan.Zero && name.Equals("wait", StringComparison.OrdinalIgnoreCase) && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            {
                wait = seconds < LongestWait.TotalSeconds ? TimeSpan.FromSeconds(seconds) : LongestWait;
            }
        }

        return new OperationPreference(isAsync, wait);
    }
}
