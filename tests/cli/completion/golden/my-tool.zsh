#compdef my-tool
# completions of my-tool for zsh
_my_tool() {
  local -a commands=(
    'go:go there, it'\''s [far]: now'
    'read:read'
    'image:images'
    'help:display help for command'
  )
  if (( CURRENT == 2 )); then
    _describe -t commands command commands
    _arguments '(-V --version)'{-V,--version}'[print the version]' '(-h --help)'{-h,--help}'[display help for command]'
    return
  fi
  shift words
  (( CURRENT-- ))
  case $words[1] in
    go) _arguments '(-p --pace)'{-p,--pace}'[how fast]:value:(slow fast)' '--map[a map]:file:_files' '--note[a note]:value: ' '--dry[only say]' '(-h --help)'{-h,--help}'[display help for command]' '*:value:(home away)' ;;
    read) _arguments '(-h --help)'{-h,--help}'[display help for command]' '*:file:_files' ;;
    image) _arguments '(-h --help)'{-h,--help}'[display help for command]' '--quiet[say nothing]' '--json[as JSON]' '*:value:(pull list)' ;;
    help) _arguments '*:value:(go read image)' ;;
  esac
}
if [[ $funcstack[1] == _my_tool ]]; then
  _my_tool "$@"
else
  compdef _my_tool my-tool
fi
